package org.rapport.server.inbound;

import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/** Whether a resource is labelled so that who merely holds a telephone must not see it. Pure. */
final class Sensitivity {
  private static final String CONFIDENTIALITY =
      "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
  private static final Set<String> RESTRICTED = Set.of("R", "V");
  private static final Set<String> KINDS =
      Set.of(
          "ETH",
          "ETHUD",
          "OPIOIDUD",
          "PSY",
          "PSYTHPN",
          "MH",
          "BH",
          "SUD",
          "HIV",
          "STD",
          "SEX",
          "GDIS",
          "DV",
          "SDV",
          "PREGNANT",
          "42CFRPart2");

  private Sensitivity() {}

  static boolean of(Resource resource) {
    return resource.getMeta().getSecurity().stream().anyMatch(Sensitivity::sensitive);
  }

  private static boolean sensitive(Coding label) {
    return CONFIDENTIALITY.equals(label.getSystem())
        ? RESTRICTED.contains(label.getCode())
        : KINDS.contains(label.getCode());
  }
}
