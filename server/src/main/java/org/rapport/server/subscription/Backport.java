package org.rapport.server.subscription;

/**
 * Names of the Subscriptions R5 Backport IG, as of version 1.1 for R4.
 *
 * @see <a href="https://hl7.org/fhir/uv/subscriptions-backport/STU1.1/">the guide</a>
 */
final class Backport {
  static final String GUIDE = "http://hl7.org/fhir/uv/subscriptions-backport/";
  private static final String STRUCTURE = GUIDE + "StructureDefinition/";

  static final String SUBSCRIPTION = STRUCTURE + "backport-subscription";
  static final String FILTER = STRUCTURE + "backport-filter-criteria";
  static final String CONTENT = STRUCTURE + "backport-payload-content";
  static final String HEARTBEAT = STRUCTURE + "backport-heartbeat-period";
  static final String TIMEOUT = STRUCTURE + "backport-timeout";
  static final String MAX_COUNT = STRUCTURE + "backport-max-count";
  static final String CHANNEL = STRUCTURE + "backport-channel-type";
  static final String NOTIFICATION = STRUCTURE + "backport-subscription-notification-r4";
  static final String STATUS = STRUCTURE + "backport-subscription-status-r4";
  static final String TOPICS = STRUCTURE + "capabilitystatement-subscriptiontopic-canonical";
  static final String SERVER = GUIDE + "CapabilityStatement/backport-subscription-server-r4";

  private Backport() {}
}
