/** The Web API's player (contracts/web-api/player.ts). */
import { Hono } from "hono";
import type { ConnectEnv } from "../env.ts";
import { playerCommands } from "./commands.ts";
import { playerState } from "./state.ts";

export const playerRoutes = new Hono<ConnectEnv>();

playerRoutes.route("/", playerState);
playerRoutes.route("/", playerCommands);
