"""The pages of accounts, by what one does there."""
