using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Programs;

/// <summary>What every real program goes through: three times killed and brought back, and ten checkpoints while it serves.</summary>
public abstract class ProgramTest : CliTest
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(40);

    private protected static void AwaitPort(int port, Keeper server, string name) => Patience.Until(
        () => server.ExitCode() is not null || FreePort.IsAnswered(port),
        StartLimit,
        $"{name} to listen\n{server.Output}{server.Errors}");

    private protected static void AwaitText(Keeper program, string text) => Patience.Until(
        () => program.ExitCode() is not null || program.Output.Contains(text, StringComparison.Ordinal),
        StartLimit,
        $"'{text}' from the program\n{program.Output}{program.Errors}");

    /// <summary>Kills the program by a checkpoint, restores it at the same pid, and lets the test look at it; three times in a row.</summary>
    private protected void ThreeTimes(int pid, Action<int> check, params string[] restoreOptions)
    {
        check(0);
        for (var round = 1; round <= 3; round++)
        {
            var id = Bench.Checkpoint(pid, "--kill").Expect(0).Text("id");
            Assert.False(ProcessTree.IsAlive(pid), "after --kill the program is still there");
            var restored = Bench.Restore(id, restoreOptions).Expect(0);
            Assert.Equal(pid, restored.Number("pid"));
            Assert.True(ProcessTree.IsAlive(pid), $"round {round}: the restored program is gone\n{Bench.Transcript}");
            check(round);
        }
    }

    /// <summary>Ten checkpoints while clients send requests: not one of them may fail, and no connection may break.</summary>
    private protected void TenTimesUnderLoad(int pid, int clients, Func<int, Func<bool>> connect)
    {
        using var load = new Load(clients, connect);
        Patience.Until(() => load.Served > 0, StartLimit, "the first request to be served");
        for (var round = 0; round < 10; round++)
        {
            var before = load.Served;
            Bench.Checkpoint(pid, "--leave-running").Expect(0);
            Patience.Until(() => load.Served > before, StartLimit, $"a request after checkpoint {round}\n{Bench.Transcript}");
        }
        load.ExpectNoFailure();
    }

    private protected string WriteFile(string name, string content)
    {
        var file = Path.Combine(Bench.Folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
