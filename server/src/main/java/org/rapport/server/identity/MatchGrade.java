package org.rapport.server.identity;

import org.rapport.terminology.Coded;

/**
 * How sure a match is; the surest first.
 *
 * @see <a href="http://terminology.hl7.org/CodeSystem/match-grade">match-grade</a>
 */
public enum MatchGrade implements Coded {
  CERTAIN("certain", "Certain Match"),
  PROBABLE("probable", "Probable Match"),
  POSSIBLE("possible", "Possible Match"),
  CERTAINLY_NOT("certainly-not", "Certainly Not a Match");

  private final String code;
  private final String display;

  MatchGrade(String code, String display) {
    this.code = code;
    this.display = display;
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
    return "http://terminology.hl7.org/CodeSystem/match-grade";
  }
}
