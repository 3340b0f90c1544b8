package org.rapport.server.campaign;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.lead.routing.PostalCodes;
import org.rapport.server.store.Sql;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where the recipients of a campaign are sent. Two queries a batch. In the caller's transaction.
 */
@Component
class CampaignPlaces {
  private final JdbcClient jdbc;
  private final ChoosePlaces choice;

  CampaignPlaces(JdbcClient jdbc, PostalCodes codes) {
    this.jdbc = jdbc;
    this.choice = new ChoosePlaces(codes);
  }

  /**
   * Where a place is.
   *
   * @param position or null
   * @param postalCode or null
   */
  record Site(Position position, String postalCode) {}

  /** Those of some Locations that are in use. */
  Map<String, Site> sites(Collection<String> locations) {
    Map<String, Site> sites = new HashMap<>();
    jdbc.sql(
            """
            select id, postal_code, latitude, longitude from rapport.location_facts
            where id = any(?) and active""")
        .param(Sql.array(locations))
        .query(
            row -> {
              Double latitude = row.getObject("latitude", Double.class);
              Double longitude = row.getObject("longitude", Double.class);
              sites.put(
                  row.getString("id"),
                  new Site(
                      latitude == null || longitude == null
                          ? null
                          : new Position(latitude, longitude),
                      row.getString("postal_code")));
            });
    return sites;
  }

  /**
   * The Location of each recipient: the campaign's own, or one with room.
   *
   * @return without those who are sent nowhere
   */
  Map<String, String> of(Campaign campaign, List<Room> rooms, List<String> patients) {
    Map<String, String> places = new HashMap<>();
    if (campaign.location() != null) {
      if (sites(List.of(campaign.location())).containsKey(campaign.location())) {
        patients.forEach(patient -> places.put(patient, campaign.location()));
      }
      return places;
    }
    return rooms.isEmpty() ? places : choice.choose(postalCodes(patients), rooms);
  }

  private Map<String, String> postalCodes(List<String> patients) {
    Map<String, String> codes = new LinkedHashMap<>();
    patients.forEach(patient -> codes.put(patient, null));
    jdbc.sql("select id, postal_code from rapport.patient_facts where id = any(?)")
        .param(Sql.array(patients))
        .query(
            row -> {
              codes.put(row.getString("id"), row.getString("postal_code"));
            });
    return codes;
  }

  /** How many recipients were sent to each Location, in order of their ids. */
  Map<String, Integer> counts(String campaign) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    jdbc.sql(
            """
            select location_id, count(*) from rapport.campaign_member
            where campaign = ? and location_id is not null group by 1 order by 1""")
        .param(campaign)
        .query(
            row -> {
              counts.put(row.getString(1), row.getInt(2));
            });
    return counts;
  }
}
