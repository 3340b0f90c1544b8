package org.rapport.routes.intake.siu;

import java.util.Map;
import java.util.Set;

/**
 * Codes of those HL7 tables that messages about visits name. A code outside of its table must not
 * claim to be of it: tables 0203, 0276 and 0277 are open to every site (HL7 v2.5.1 chapter 2.C),
 * and sites use that.
 */
final class Hl7Tables {
  private static final Set<String> IDENTIFIER_TYPES =
      Set.of(
          """
          AC ACSN AM AMA AN ANC AND ANON ANT APRN ASID BA BC BCFN BCT BR BRN BSNR CC CONM
          CY CZ DDS DEA DFN DI DL DN DO DP DPM DR DS EI EN ESN FDR FDRFN FI FILL GI GL GN
          HC IND JHN LACSN LANR LI LN LR MA MB MC MCD MCN MCR MCT MD MI MR MRT MS NBSNR
          NCT NE NH NI NII NIIP NP NPI OBI OD PA PC PCN PE PEN PHC PHE PHO PI PLAC PN PNT
          PPIN PPN PRC PRN PT QA RI RN RPH RR RRI RRP SB SID SL SN SNBSN SNO SP SR SS STN
          TN TPR TRL U UDI UPIN USID VN VP VS WC WCN WP XV XX
          """
              .split("\\s+"));

  private static final Map<String, Set<String>> CODES =
      Map.of(
          "0203",
          IDENTIFIER_TYPES,
          "0276",
          Set.of("CHECKUP", "EMERGENCY", "FOLLOWUP", "ROUTINE", "WALKIN"),
          "0277",
          Set.of("Complete", "Normal", "Tentative"),
          "0278",
          Set.of(
              "Blocked",
              "Booked",
              "Cancelled",
              "Complete",
              "DC",
              "Deleted",
              "Discontinued",
              "Noshow",
              "Overbook",
              "Pending",
              "Started",
              "Waitlist"));

  private Hl7Tables() {}

  /**
   * Whether the table, such as {@code 0276}, is one that we know and has the code, letter by
   * letter.
   */
  static boolean has(String table, String code) {
    return CODES.getOrDefault(table, Set.of()).contains(code);
  }
}
