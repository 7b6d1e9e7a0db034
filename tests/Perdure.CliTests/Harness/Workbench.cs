using System.Diagnostics;
using System.Globalization;

namespace Perdure.CliTests.Harness;

/// <summary>
/// One test's folder, its own store, and all that it starts. Disposed at the end of the test: everything started is ended, and the
/// folder goes away unless the test failed; then it stays, and <see cref="Transcript"/> says how to repeat what was done.
/// </summary>
internal sealed class Workbench : IDisposable
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromSeconds(60);
    private readonly List<Keeper> keepers = [];
    private readonly List<CommandResult> commands = [];
    private int turn;

    public Workbench()
    {
        Folder = Directory.CreateTempSubdirectory("perdure-test-").FullName;
        Store = Path.Combine(Folder, "store");
    }

    public string Folder { get; }

    public string Store { get; set; }

    /// <summary>Added to the environment of every run of the tool.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    public IReadOnlyList<CommandResult> Commands => commands;

    /// <summary>Each run of the tool with its environment, ready to be pasted into a shell, and what it said.</summary>
    public string Transcript => string.Join("\n", commands);

    /// <summary>A number that no other folder or file of this test has.</summary>
    public int NextNumber() => Interlocked.Increment(ref turn);

    public string MakeFolder(string name) => Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;

    /// <summary>Starts a program of the test's own; its output files lie in the test's folder.</summary>
    public Keeper Start(string name, params IEnumerable<string> command) => StartIn(Folder, name, command);

    public Keeper StartIn(string folder, string name, params IEnumerable<string> command)
    {
        var prefix = Path.Combine(Folder, $"{name}-{NextNumber()}");
        var keeper = Keeper.Start(prefix, new Dictionary<string, string?>(), folder, command);
        lock (keepers)
            keepers.Add(keeper);
        return keeper;
    }

    public GuestProgram StartGuest(GuestSource source) => GuestProgram.Start(this, source);

    public GuestProgram StartGuest(string name) => StartGuest(GuestSource.Load(name));

    public CommandResult Perdure(params IEnumerable<string> arguments) => PerdureWithin(DefaultLimit, arguments);

    /// <summary>Runs the tool to its end. A run that takes longer than the limit fails the test.</summary>
    public CommandResult PerdureWithin(TimeSpan limit, params IEnumerable<string> arguments)
    {
        var clock = Stopwatch.StartNew();
        var keeper = StartPerdure(arguments);
        var code = keeper.WaitForExit(limit);
        var stuck = code is null ? StuckReport.Of(keeper.Pid, arguments) : "";
        var line = $"PERDURE_STORE={Store} {string.Join(' ', arguments.Prepend(PerdureBinary.Path))}";
        var result = new CommandResult(line, code ?? -1, keeper.Output, keeper.Errors, clock.Elapsed);
        lock (commands)
            commands.Add(result);
        Assert.True(code is not null, $"still running after {limit.TotalSeconds} s:\n{result}\n{stuck}");
        return result;
    }

    /// <summary>Starts the tool and does not wait; restored programs belong to the keeper that started it.</summary>
    public Keeper StartPerdure(params IEnumerable<string> arguments)
    {
        var prefix = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"perdure-{NextNumber()}"));
        var environment = new Dictionary<string, string?>(Environment) { ["PERDURE_STORE"] = Store };
        var keeper = Keeper.Start(prefix, environment, Folder, arguments.Prepend(PerdureBinary.Path));
        lock (keepers)
            keepers.Add(keeper);
        return keeper;
    }

    public CommandResult Checkpoint(int pid, params IEnumerable<string> options) =>
        Perdure(["checkpoint", $"{pid}", "--json", .. options]);

    public CommandResult Restore(string id, params IEnumerable<string> options) => Perdure(["restore", id, "--json", .. options]);

    public void Dispose()
    {
        foreach (var keeper in Enumerable.Reverse(keepers))
            keeper.Dispose();
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        if (failed)
            TestContext.Current.TestOutputHelper?.WriteLine($"kept: {Folder}\n{Transcript}");
        else
            RemoveFolder();
    }

    private void RemoveFolder()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // A tmpfs that the test mounted may still be there; the next boot cleans /tmp.
        }
        catch (UnauthorizedAccessException)
        {
            // Likewise a file made immutable or owned by another user.
        }
    }
}
