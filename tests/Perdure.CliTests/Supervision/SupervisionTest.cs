using System.Diagnostics;
using System.Text.Json;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Supervision;

/// <summary>Tests with a folder of supervisors of their own; the path of a socket must be short.</summary>
public abstract class SupervisionTest : ProgramTest
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Prepares the folder.</summary>
    protected SupervisionTest() => Bench.Environment["PERDURE_RUN"] = Path.Combine(Bench.Folder, "run");

    private protected JsonElement Status(int pid) => Bench.Perdure("status", $"{pid}", "--json").Expect(0).Json;

    private protected IReadOnlyList<JsonElement> Supervised() => [.. Bench.Perdure("ps", "--json").Expect(0).Json.GetProperty("programs").EnumerateArray()];

    private protected IReadOnlyList<string> Checkpoints() => CheckpointsIn(Bench.Store);

    private protected IReadOnlyList<string> CheckpointsIn(string store) =>
        [.. Bench.Perdure("list", "--json", "--store", store).Expect(0).Json.GetProperty("checkpoints").EnumerateArray().Select(one => one.GetProperty("id").GetString()!)];

    /// <summary>The kinds of all events of a program, the oldest first.</summary>
    private protected List<string> Kinds(string name) =>
        [.. Bench.Perdure("events", name, "--json").Expect(0).Json.GetProperty("events").EnumerateArray().Select(one => one.GetProperty("kind").GetString()!)];

    private protected static void Kill(int pid) => Signal(pid, "KILL");

    private protected static void Signal(int pid, string name)
    {
        using var kill = Process.Start("kill", ["-s", name, $"{pid}"]);
        kill.WaitForExit();
    }

    private protected static void AwaitBurial(int pid) => Patience.Until(() => ProcessTree.State(pid) is null, Limit, $"the burial of process {pid}");

    private protected static int TracerOf(int pid) =>
        int.Parse(Procfs.Read($"/proc/{pid}/status").Split('\n').Single(line => line.StartsWith("TracerPid:", StringComparison.Ordinal)).AsSpan("TracerPid:".Length));

    private protected void AwaitCheckpoints(int pid, int count) =>
        Patience.Until(() => Status(pid).GetProperty("checkpoints").GetInt32() >= count, Limit, $"{count} checkpoints of process {pid}");
}
