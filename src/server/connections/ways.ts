// The ways in which the connections of each address are served, where these differ.
import type { Place } from "../options/listening/places.ts";
import type { Settings } from "../options/settings.ts";

/** The settings of its server that a connection needs. */
export type ConnectionSettings = Pick<Settings, "dialect" | "limits" | "pipeline"> &
  Partial<Pick<Settings, "places">>;

/** The ways of one address. */
export interface PlaceWays {
  readonly settings: ConnectionSettings;
}

/** The place of connections that the server's own page makes: none of those that clients come to. */
export const ownPlace = -1;

/** The ways of the server's own page, which nobody else gets in by: any dialect, and neither TLS nor proxies. */
export function ownWays(settings: ConnectionSettings): PlaceWays {
  const dialect = { ...settings.dialect, protocol: "auto", transport: "auto" } as const;
  return { settings: { ...settings, dialect } };
}

/** Those of each place; undefined: all are served alike, and nothing need be known of a connection's place. */
export function waysOf(settings: ConnectionSettings): readonly PlaceWays[] | undefined {
  const { places = [] } = settings;
  if (!places.some(({ ways }) => ways !== undefined)) return undefined;
  return places.map((place) => ({ settings: settingsAt(place, settings) }));
}

function settingsAt({ ways }: Place, settings: ConnectionSettings): ConnectionSettings {
  if (ways === undefined) return settings;
  const { protocol, transport } = { ...settings.dialect, ...ways };
  return { ...settings, dialect: { ...settings.dialect, protocol, transport } };
}
