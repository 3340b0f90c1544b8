package org.rapport.server.projection;

/**
 * Somebody who wrote to us from an address that no patient has, and gets the fixed answers there.
 * Where rows name a patient, the key of their address stands; it is no id of FHIR, so that it can
 * never be a patient's.
 */
public final class Stranger {
  private static final String PREFIX = "address ";

  private Stranger() {}

  /** The key of an address. */
  public static String key(String address) {
    return PREFIX + address;
  }

  /** Whether a row that names this instead of a patient is about a stranger. */
  public static boolean is(String patient) {
    return patient.startsWith(PREFIX);
  }
}
