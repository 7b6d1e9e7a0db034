using Perdure.CliTests.Harness;
using Perdure.CliTests.Supervision;

namespace Perdure.CliTests.Recoveries;

/// <summary>Tests of programs that are brought past their crashes.</summary>
public abstract class RecoveryTest : SupervisionTest
{
    /// <summary>Has a running program supervised with --recover; answers when it is.</summary>
    private protected void Guard(int pid, string name, params IEnumerable<string> options) =>
        Bench.Perdure(["attach", $"{pid}", "--recover", "--detach", "--name", name, "--json", .. options]).Expect(0);

    /// <summary>The events of one kind, as they are told, the oldest first.</summary>
    private protected List<string> Told(string name, string kind) =>
        [.. Bench.Perdure("events", name, "--json").Expect(0).Json.GetProperty("events").EnumerateArray()
            .Where(one => one.GetProperty("kind").GetString() == kind).Select(one => one.GetProperty("text").GetString()!)];

    /// <summary>The one program that this test has supervised.</summary>
    private protected int AwaitSupervised()
    {
        Patience.Until(() => Supervised().Count == 1, Limit, "the supervised program");
        return Supervised()[0].GetProperty("pid").GetInt32();
    }

    /// <summary>Stopped for good, by a signal or by a tracer that has gone: what must never be left behind.</summary>
    private protected static bool HasStoppedThread(int pid) =>
        Procfs.Names($"/proc/{pid}/task").Any(tid => ProcessTree.StatFields($"/proc/{pid}/task/{tid}") is ["T" or "t", ..]);
}
