package org.rapport.routes.start;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Every environment variable that Rapport reads, of the server and of the worker. A test holds this
 * list, {@code docs/settings.md} and the two {@code application*.yaml} to each other.
 */
public enum Setting {
  SERVER_PORT,
  RAPPORT_BASE_URL,
  RAPPORT_DATA,
  RAPPORT_ROLE,
  RAPPORT_DATABASE_URL,
  RAPPORT_DATABASE_USERNAME,
  RAPPORT_DATABASE_PASSWORD,
  RAPPORT_BULK_WRITES,
  RAPPORT_CLIENT_ID,
  RAPPORT_CLIENT_SECRET,
  RAPPORT_CLIENTS,
  RAPPORT_FORM_ORIGINS,
  RAPPORT_COUNTRIES,
  RAPPORT_FORM_BUDGET,
  RAPPORT_POSTAL_CODES,
  RAPPORT_MLLP_PORT,
  RAPPORT_MLLP_HOST,
  RAPPORT_MLLP_TLS,
  RAPPORT_POLICY,
  RAPPORT_RETENTION_DECISIONS,
  RAPPORT_RETENTION_LINKS,
  RAPPORT_RETENTION_NUMBER_CHECKS,
  RAPPORT_RETENTION_DEAD_LETTERS,
  RAPPORT_RETENTION_AUDIT,
  RAPPORT_RETENTION_MESSAGES,
  RAPPORT_AUDIT_SYSLOG,
  RAPPORT_EHR_MLLP,
  RAPPORT_EHR_MLLP_TLS,
  RAPPORT_EHR_FHIR_URL,
  RAPPORT_EHR_TOKEN_URL,
  RAPPORT_EHR_CLIENT_ID,
  RAPPORT_EHR_CLIENT_SECRET,
  RAPPORT_EHR_CLIENT_KEY,
  RAPPORT_EHR_SCOPE,
  RAPPORT_EHR_BOOKINGS,
  RAPPORT_EHR_NOTIFICATION_SECRET,
  RAPPORT_EHR_POLL,
  RAPPORT_EHR_SUBSCRIPTION,
  RAPPORT_KAFKA,
  RAPPORT_KAFKA_PROPERTIES,
  RAPPORT_KAFKA_CONTENT,
  RAPPORT_KAFKA_PREFIX,
  RAPPORT_KAFKA_APPOINTMENTS,
  RAPPORT_SENDERS,
  RAPPORT_SMTP_URL,
  RAPPORT_SMTP_FROM,
  RAPPORT_SMS_URL,
  RAPPORT_ALLOW_PLAINTEXT,
  RAPPORT_SMS_ACCOUNT,
  RAPPORT_SMS_TOKEN,
  RAPPORT_SMS_FROM,
  RAPPORT_SMS_RATE,
  RAPPORT_EMAIL_RATE,
  RAPPORT_SMPP_URL,
  RAPPORT_NUMBER_REGISTER_URL,
  RAPPORT_NUMBER_REGISTER_TOKEN,
  RAPPORT_DKIM_KEY,
  RAPPORT_DKIM_DOMAIN,
  RAPPORT_DKIM_SELECTOR,
  RAPPORT_PUBLIC_RATE,
  RAPPORT_TRUSTED_PROXIES,
  RAPPORT_WEBHOOK_SECRET,
  RAPPORT_CAMPAIGN_APPROVAL_ABOVE,
  RAPPORT_CAMPAIGN_UNDO,
  RAPPORT_CAMPAIGN_RATE,
  RAPPORT_CAMPAIGN_WAIT,
  RAPPORT_CAMPAIGN_DEMAND,
  RAPPORT_CLINIC_NAME,
  RAPPORT_CLINIC_DISCREET_NAME,
  RAPPORT_LINK_HOSTS,
  RAPPORT_CLINIC_PHONE,
  RAPPORT_CLINIC_ADDRESS,
  RAPPORT_CLINIC_ZONE,
  RAPPORT_CLINIC_COLOR,
  RAPPORT_CLINIC_COLOR_DARK,
  RAPPORT_CLINIC_LOGO,
  RAPPORT_CLOCK,
  RAPPORT_ROUTES,
  RAPPORT_SERVER_URL,
  RAPPORT_ADMIN_PASSWORD,
  RAPPORT_USERS,
  RAPPORT_MFA,
  RAPPORT_MFA_ROLES,
  RAPPORT_OIDC_ISSUER,
  RAPPORT_OIDC_CLIENT_ID,
  RAPPORT_OIDC_CLIENT_SECRET,
  RAPPORT_OIDC_ROLES_CLAIM,
  RAPPORT_EGRESS_ALLOW,
  RAPPORT_ELASTICSEARCH_URL(false);

  private static final String PREFIX = "RAPPORT_";

  /** More letters apart than this, it is another word and not a slip. */
  private static final int SLIPS = 4;

  private final boolean read;

  Setting() {
    this(true);
  }

  Setting(boolean read) {
    this.read = read;
  }

  /** Whether it has an effect today; a name that is only reserved has none. */
  public boolean isRead() {
    return read;
  }

  /** The setting of exactly this name. */
  static Optional<Setting> of(String name) {
    return Arrays.stream(values()).filter(setting -> setting.name().equals(name)).findFirst();
  }

  /** The setting whose name is most like one that is none, if it is like any. */
  static Optional<Setting> nearest(String name) {
    String written = name.replaceFirst("^" + PREFIX, "");
    Setting nearest = null;
    int least = Integer.MAX_VALUE;
    for (Setting setting : values()) {
      String known = setting.name().replaceFirst("^" + PREFIX, "");
      int distance = LevenshteinDistance.getDefaultInstance().apply(written, known);
      if (distance < least && distance <= Math.min(SLIPS, known.length() / 2)) {
        nearest = setting;
        least = distance;
      }
    }
    return Optional.ofNullable(nearest);
  }
}
