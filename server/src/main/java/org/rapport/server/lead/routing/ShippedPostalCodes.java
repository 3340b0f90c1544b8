package org.rapport.server.lead.routing;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.words.ShippedTable;

/**
 * Where postal codes of the United States and of Canada are, as shipped: {@code
 * rapport-postal-codes/}, made from data of GeoNames (CC BY 4.0, see the NOTICE there).
 */
public final class ShippedPostalCodes {
  private static final String FOLDER = "/rapport-postal-codes/";
  private static final List<String> COUNTRIES = List.of("US", "CA");

  private ShippedPostalCodes() {}

  /**
   * Those that can be told from others where a clinic is: five digits are a code of many countries.
   *
   * @param region ISO 3166 region of the clinic
   */
  public static PostalCodes of(String region) {
    if (!COUNTRIES.contains(region)) {
      return PostalCodes.NONE;
    }
    Map<String, Position> centroids = new HashMap<>();
    COUNTRIES.forEach(country -> read(country.toLowerCase(Locale.ROOT), centroids));
    return new PostalCodes(Map.copyOf(centroids));
  }

  private static void read(String country, Map<String, Position> into) {
    ShippedTable.rows(FOLDER + country + ".csv").stream()
        .skip(1)
        .forEach(
            row ->
                into.put(
                    row.get(0),
                    new Position(Double.parseDouble(row.get(1)), Double.parseDouble(row.get(2)))));
  }
}
