/* A page with remarks beside it: it grows until the last of them ends above its foot. */
import { start as helped } from "./helped.js";
import { start } from "./margin_room.js";

start();
helped();
