package org.rapport.profiles;

import org.rapport.terminology.Coded;

/** The parts that all of Rapport's canonical URLs share. */
public final class Canonicals {

  /** The canonical base of everything that Rapport defines. */
  public static final String BASE = Coded.BASE;

  /** The version of everything in this module. */
  public static final String VERSION = "0.1.0";

  static final String STRUCTURE = BASE + "/StructureDefinition/";

  private Canonicals() {}
}
