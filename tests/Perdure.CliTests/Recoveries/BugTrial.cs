using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Recoveries;

/// <summary>One server with one of its bugs, run into three times, while another client goes on. Whatever is not as it would be without the bug is a complaint.</summary>
/// <param name="bench">Where its files go.</param>
/// <param name="server">The server, which is supervised with --recover.</param>
/// <param name="bug">The bug.</param>
internal sealed class BugTrial(Workbench bench, BuggyServer server, string bug)
{
    private const int Crashes = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(150);
    private readonly ConcurrentQueue<string> complaints = [];
    private int written;

    /// <summary>What went wrong; empty if the server survived.</summary>
    public async Task<string> Run(string name)
    {
        try
        {
            var pids = ProcessTree.Of(server.Pid);
            using var kept = new LineClient(server.Port, patience: TimeSpan.FromSeconds(3));
            Expect(kept, "PUT before yes", "OK");
            using (var load = new Load(1, _ => Request(kept)))
            {
                for (var crash = 0; crash < Crashes; crash++)
                {
                    await Task.Delay(s_pause);
                    server.RunInto(bug);
                }

                await Task.Delay(s_pause);
                Judge("a client that was connected before", load.ExpectNoFailure);
            }

            Expect(kept, "GET before", "yes");
            Expect(kept, $"GET last", $"{written}");
            using (var later = new LineClient(server.Port, patience: TimeSpan.FromSeconds(3)))
            {
                Expect(later, "PUT after yes", "OK");
                Expect(later, "GET after", "yes");
            }

            if (!ProcessTree.Of(server.Pid).SequenceEqual(pids) || !pids.All(ProcessTree.IsAlive))
                complaints.Enqueue("a process of the server has died");
            JudgeEvents(name);
        }
        catch (Exception failed) when (failed is IOException or System.Net.Sockets.SocketException or InvalidOperationException)
        {
            complaints.Enqueue(failed.Message);
        }

        return string.Join("; ", complaints);
    }

    private Func<bool> Request(LineClient client) => () =>
    {
        Thread.Sleep(2);
        var next = written + 1;
        if (BuggyServer.Ask(client, $"PUT last {next}") != "OK")
            return false;
        written = next;
        return BuggyServer.Ask(client, "GET last") == $"{next}" && BuggyServer.Ask(client, "PING") == "PONG";
    };

    private void Expect(LineClient client, string question, string answer)
    {
        if (BuggyServer.Ask(client, question) is var given && given != answer)
            complaints.Enqueue($"'{question}' was answered by '{given}'");
    }

    private void Judge(string who, Action check)
    {
        try
        {
            check();
        }
        catch (Xunit.Sdk.TrueException failed)
        {
            complaints.Enqueue($"{who}: {failed.Message}");
        }
    }

    /// <summary>Each crash is told with its kind, its function, and the way that was gone.</summary>
    private void JudgeEvents(string name)
    {
        var told = bench.Perdure("events", name, "--json").Expect(0).Json.GetProperty("events").EnumerateArray()
            .Where(one => one.GetProperty("kind").GetString() == "crash-suppressed").Select(one => one.GetProperty("text").GetString()!).ToList();
        // What destroys memory may show in another place, later or not at all.
        var showsLater = bug is "heap-header" or "huge-copy" or "smash" or "smash-guarded";
        if (told.Count < (showsLater ? 1 : Crashes))
            complaints.Enqueue($"{told.Count} crashes are told of, not {Crashes}");
        foreach (var text in told)
            if (!Kind.IsMatch(text) || !text.Contains(" returns ", StringComparison.Ordinal) || (!showsLater && !text.Contains("bug_", StringComparison.Ordinal)))
                complaints.Enqueue($"no whole story: {text}");
    }

    private Regex Kind { get; } = new(bug switch
    {
        "null-read" or "wild-read" or "use-after-free" or "locked" => "^SIGSEGV.*: read of address",
        "null-write" or "wild-write" or "huge-copy" => "^SIGSEGV.*: (write to|read of) address",
        "null-call" or "wild-call" or "neighbour" => "^SIGSEGV.*: (call or jump to|read of address)",
        "recursion" => "^SIGSEGV.*: stack overflow",
        "division" => "^SIGFPE.*: division by zero",
        "double-free" or "smash-guarded" or "assert" or "exception" => "^SIGABRT.*: the program aborted",
        _ => "^SIG",
    });
}
