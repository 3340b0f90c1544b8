package org.rapport.routes.intake.fhir;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The FHIR base of an EHR, and which resources are its own. Nothing outside of it is ever asked
 * for, whoever names it.
 *
 * @param url without a slash at its end
 */
public record EhrBase(String url) {
  // FHIR R4, 2.29.0.3: a logical reference, with a version or without.
  private static final Pattern LOCAL =
      Pattern.compile("([A-Z][A-Za-z]{1,63})/([A-Za-z0-9\\-.]{1,64})(/_history/[A-Za-z0-9\\-.]+)?");

  /** Takes a URL with slashes at its end, too. */
  public EhrBase {
    url = url == null ? "" : url.strip().replaceAll("/+$", "");
  }

  /** A resource there. */
  public record Id(String type, String id) {
    @Override
    public String toString() {
      return type + "/" + id;
    }
  }

  /** The resource that a reference names, relative or with this base; empty for any other. */
  public Optional<Id> id(String reference) {
    if (reference == null) {
      return Optional.empty();
    }
    String prefix = url + "/";
    String local = reference.startsWith(prefix) ? reference.substring(prefix.length()) : reference;
    Matcher parts = LOCAL.matcher(local);
    return parts.matches() ? Optional.of(new Id(parts.group(1), parts.group(2))) : Optional.empty();
  }

  /** The identifier system of this EHR's own ids of a type. */
  public String system(String type) {
    return url + "/" + type;
  }

  /** The address of a resource. */
  public String absolute(Id id) {
    return url + "/" + id;
  }
}
