/** What a channel's provider takes and answers, beside the routes. Imports Camel only. */
package org.rapport.routes.channel;
