package org.rapport.server.rights;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Versions that an older server has stored and that cannot be read, as a number in them has
 * thousands of digits: nothing could be done with their resource, not even to delete it. What is
 * erased need not be read, so that an empty one takes their place. In the caller's transaction.
 */
@Component
class UnreadableResources {
  private static final Logger log = LoggerFactory.getLogger(UnreadableResources.class);

  private final JdbcClient jdbc;

  UnreadableResources(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Empties those of a patient, and of what refers to them. */
  void replace(String patient) {
    int replaced =
        jdbc.sql(
                """
                update public.hfj_res_ver v
                set res_text_vc = '{"resourceType":"' || r.res_type || '"}', res_encoding = 'JSON'
                from public.hfj_resource r
                where r.res_id = v.res_id and v.res_text_vc is not null
                  and length(v.res_text_vc) > 1000
                  and v.res_text_vc ~ '[:,\\[]\\s*-?[0-9.eE+-]{200,}\\s*[,}\\]]'
                  and r.res_id in (
                    select p.res_id from public.hfj_resource p
                    where p.res_type = 'Patient' and p.fhir_id = :patient
                    union
                    select l.src_resource_id from public.hfj_res_link l
                    join public.hfj_resource p on p.res_id = l.target_resource_id
                    where p.res_type = 'Patient' and p.fhir_id = :patient)""")
            .param("patient", patient)
            .update();
    if (replaced > 0) {
      log.warn("{} versions of resources could not be read; they were emptied", replaced);
    }
  }
}
