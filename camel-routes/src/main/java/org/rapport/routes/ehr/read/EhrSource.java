package org.rapport.routes.ehr.read;

import java.util.Optional;
import org.rapport.routes.intake.fhir.EhrBase;

/** Where resources of an EHR are read: at the EHR itself, or in what it has sent. */
public interface EhrSource {
  /** Whose they are. */
  EhrBase base();

  /**
   * Reads one resource.
   *
   * @return empty where it is not there
   * @throws EhrAnswerException where it is not given
   * @throws org.rapport.routes.intake.fhir.UnmappableResourceException where it is something else
   */
  Optional<EhrServer.Read> read(EhrBase.Id id);

  /** Whether what is not there is nowhere at the EHR; else it was only not sent. */
  boolean isWhole();
}
