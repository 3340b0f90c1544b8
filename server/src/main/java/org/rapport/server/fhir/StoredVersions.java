package org.rapport.server.fhir;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.rapport.server.store.HapiTables;
import org.springframework.stereotype.Component;

/**
 * Whether a resource is at a version that a client names (R4, http.html#concurrency; RFC 9110,
 * 13.1.1). HAPI takes If-Match as a version to write and creates what is not there.
 */
@Component
public class StoredVersions {
  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([^\"]*)\"");
  private static final Pattern TAGS =
      Pattern.compile("(?:W/)?\"[^\"]*\"(?:\\s*,\\s*(?:W/)?\"[^\"]*\")*");

  private final HapiTables tables;

  StoredVersions(HapiTables tables) {
    this.tables = tables;
  }

  /**
   * The entity tag of the version that is stored, where it is one of those named.
   *
   * @param condition {@code *}, one tag or several by commas; a bare number is taken as one
   * @throws InvalidRequestException where it cannot be read
   * @throws PreconditionFailedException where nothing that is stored matches
   */
  public String matching(String type, String id, String condition) {
    String tags = condition.strip();
    boolean any = tags.equals("*");
    if (tags.matches("\\d+")) {
      tags = "\"" + tags + "\"";
    }
    if (!any && !TAGS.matcher(tags).matches()) {
      throw new InvalidRequestException("If-Match should be * or entity tags such as W/\"1\"");
    }
    Optional<String> stored = tables.version(type, id);
    if (stored.isEmpty()) {
      throw new PreconditionFailedException("There is no resource that If-Match could match");
    }
    if (!any && !names(tags, stored.get())) {
      throw new PreconditionFailedException(
          "The resource is not at the version that If-Match names");
    }
    return "W/\"" + stored.get() + "\"";
  }

  /** Whether there is such a resource now. */
  boolean isStored(String type, String id) {
    return tables.version(type, id).isPresent();
  }

  private static boolean names(String tags, String version) {
    Matcher tag = TAG.matcher(tags);
    while (tag.find()) {
      if (tag.group(1).equals(version)) {
        return true;
      }
    }
    return false;
  }
}
