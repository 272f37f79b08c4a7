// The ways in which the connections of each address are served, where these differ.
import type { Place } from "../options/listening/places.ts";
import type { ConnectionSettings } from "./connection.ts";

/** The ways of one address. */
export interface PlaceWays {
  readonly settings: ConnectionSettings;
  /** Without TLS, whatever the others have. */
  readonly isPlain: boolean;
}

/** Those of each place; undefined: all are served alike, and nothing need be known of a connection's place. */
export function waysOf(settings: ConnectionSettings): readonly PlaceWays[] | undefined {
  const { places = [] } = settings;
  if (!places.some(({ ways }) => ways !== undefined)) return undefined;
  return places.map((place) => ({
    settings: settingsAt(place, settings),
    isPlain: place.ways?.tls === "off",
  }));
}

function settingsAt({ ways }: Place, settings: ConnectionSettings): ConnectionSettings {
  if (ways === undefined) return settings;
  const { protocol, transport } = { ...settings.dialect, ...ways };
  return { ...settings, dialect: { ...settings.dialect, protocol, transport } };
}
