package org.rapport.terminology;

import java.util.Set;

/** Security labels of resources about which a message must not tell more than it has to. */
public final class SensitivityLabels {

  /** HL7's code system of how confidential a resource is. */
  public static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

  private static final Set<String> RESTRICTED = Set.of("R", "V");

  /** Codes of v3-ActCode that stand for mental health. */
  private static final Set<String> MENTAL_HEALTH = Set.of("PSY", "PSYTHPN", "MH", "BH");

  private static final Set<String> KINDS =
      Set.of(
          "ETH",
          "ETHUD",
          "OPIOIDUD",
          "SUD",
          "HIV",
          "STD",
          "SEX",
          "GDIS",
          "DV",
          "SDV",
          "PREGNANT",
          "42CFRPart2");

  private SensitivityLabels() {}

  /** Whether a label of this system and code asks for discretion. */
  public static boolean isSensitive(String system, String code) {
    return CONFIDENTIALITY.equals(system)
        ? RESTRICTED.contains(String.valueOf(code))
        : KINDS.contains(String.valueOf(code)) || isMentalHealth(system, code);
  }

  /** Whether a label of this system and code stands for mental health. */
  public static boolean isMentalHealth(String system, String code) {
    return !CONFIDENTIALITY.equals(system) && MENTAL_HEALTH.contains(String.valueOf(code));
  }
}
