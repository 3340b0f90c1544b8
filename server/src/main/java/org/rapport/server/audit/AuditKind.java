package org.rapport.server.audit;

import org.rapport.terminology.AuditSubtype;

/**
 * What kind of thing happened: AuditEvent.type and its first subtype (R4,
 * valueset-audit-event-type; DICOM PS3.16, CID 400 to 403).
 */
public enum AuditKind {
  /** An interaction of the FHIR API, or a write of our own; the subtype says which. */
  REST("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation", null),
  SIGN_IN(Codes.DCM, "110114", Codes.AUTHENTICATION, "110122"),
  SIGN_OUT(Codes.DCM, "110114", Codes.AUTHENTICATION, "110123"),
  /** A token was given, refused or ended; the subtype says which. */
  TOKEN(Codes.DCM, "110114", Codes.AUTHENTICATION, null),
  /** Labelled content was opened in an emergency. */
  BREAK_GLASS(Codes.DCM, "110113", "Security Alert", "110127"),
  /** A message went to a gateway. */
  RELEASE(Codes.DCM, "110106", "Export", AuditSubtype.MESSAGE_RELEASE.code()),
  /** A subscriber was told of changes. */
  NOTIFICATION(Codes.DCM, "110106", "Export", AuditSubtype.SUBSCRIPTION_NOTIFICATION.code()),
  /** The trail was given out. */
  EXPORT(Codes.DCM, "110106", "Export", AuditSubtype.TRAIL_EXPORT.code());

  private final String system;
  private final String code;
  private final String display;
  private final String subtype;

  AuditKind(String system, String code, String display, String subtype) {
    this.system = system;
    this.code = code;
    this.display = display;
    this.subtype = subtype;
  }

  /** System of the type. */
  public String system() {
    return system;
  }

  /** Code of the type. */
  public String code() {
    return code;
  }

  /** Display of the type. */
  public String display() {
    return display;
  }

  /** Code of its first subtype; null: none. */
  public String subtype() {
    return subtype;
  }

  private static final class Codes {
    static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    static final String AUTHENTICATION = "User Authentication";

    private Codes() {}
  }
}
