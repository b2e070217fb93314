-- wrk's script: wrk ... -s post.lua URL -- BODY
-- The request it repeats, and its result as one line that a program can read.

wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"

function init(arguments)
    wrk.body = arguments[1]
end

-- wrk counts every status above 399 as a status error; its durations are in microseconds.
function done(summary, latency)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"bytes":%d,"microseconds":%d,"p50":%d,"p99":%d,' ..
        '"connect":%d,"read":%d,"write":%d,"status":%d,"timeout":%d}\n',
        summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99),
        errors.connect, errors.read, errors.write, errors.status, errors.timeout))
end
