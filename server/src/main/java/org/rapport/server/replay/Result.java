package org.rapport.server.replay;

import java.util.List;
import org.rapport.routes.intake.Answer;

/**
 * What came of a dead letter that was tried again.
 *
 * @param answer what its sender would have been told
 * @param written references with versions; none where it was refused
 */
record Result(Answer answer, List<String> written) {}
