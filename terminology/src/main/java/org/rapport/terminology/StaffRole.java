package org.rapport.terminology;

import java.util.Optional;

/**
 * What people of the clinic do here, and with it what they may: code of a PractitionerRole.
 *
 * <p>Source: {@code CodeSystem-role.json}, which a test holds equal to this enum.
 */
public enum StaffRole implements Coded {
  /** Answers patients, books and receives them. */
  FRONT_DESK("front-desk", "Front desk"),
  /** Follows patients through their journeys and plans. */
  COORDINATOR("coordinator", "Coordinator"),
  /** Writes campaigns and journeys; sees no patient. */
  MARKETING("marketing", "Marketing"),
  /** Watches consents, governance and the record of access. */
  COMPLIANCE("compliance", "Compliance"),
  /** Connects systems; looks after dead letters. */
  INTEGRATOR("integrator", "Integrator"),
  /** Sees figures, without people. */
  MANAGER("manager", "Manager"),
  /** May do everything, and says who may do what. */
  ADMIN("admin", "Administrator");

  /** Canonical URL of the code system. */
  public static final String SYSTEM = Coded.BASE + "/CodeSystem/role";

  private final String code;
  private final String display;

  StaffRole(String code, String display) {
    this.code = code;
    this.display = display;
  }

  /** The constant with this code; empty for a code of another system, and for null. */
  public static Optional<StaffRole> fromCode(String code) {
    return Coded.find(values(), code);
  }

  @Override
  public String code() {
    return code;
  }

  @Override
  public String display() {
    return display;
  }

  @Override
  public String system() {
    return SYSTEM;
  }
}
