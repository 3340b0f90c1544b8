package org.rapport.server.lead;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.rapport.server.config.InvalidSettingException;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.Addresses;
import org.rapport.server.lead.routing.Place.Position;
import org.rapport.server.lead.routing.PostalCodes;
import org.rapport.server.lead.routing.RouteInquiry;
import org.rapport.server.lead.routing.ShippedPostalCodes;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The router, with the postal codes that the operator gives it. */
@Configuration(proxyBeanMethods = false)
class LeadConfiguration {
  private static final String SETTING = "RAPPORT_POSTAL_CODES";

  @Bean
  RouteInquiry routeInquiry(PostalCodes codes) {
    return new RouteInquiry(codes);
  }

  /**
   * Where postal codes are.
   *
   * @param file CSV with the columns code, latitude, longitude, besides what is shipped; a code
   *     that nobody knows is compared by how it begins
   */
  @Bean
  PostalCodes postalCodes(
      @Value("${rapport.postal-codes:}") String file, RapportSettings settings) {
    PostalCodes shipped = ShippedPostalCodes.of(Addresses.region(settings.clinic().phone(), "US"));
    return file.isBlank() ? shipped : shipped.with(read(Path.of(file)));
  }

  static Map<String, Position> read(Path file) {
    Map<String, Position> centroids = new HashMap<>();
    CSVFormat format =
        CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).setTrim(true).build();
    long line = 1;
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser rows = format.parse(in)) {
      for (CSVRecord row : rows) {
        line = rows.getCurrentLineNumber();
        centroids.put(
            PostalCodes.normal(row.get("code")),
            new Position(
                Double.parseDouble(row.get("latitude")), Double.parseDouble(row.get("longitude"))));
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InvalidSettingException(
          SETTING,
          file + ":" + line + ": should be a CSV file with the columns code, latitude, longitude");
    }
    return centroids;
  }
}
