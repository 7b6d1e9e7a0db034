namespace Perdure.CliTests.Harness;

/// <summary>A running guest: its folder, its output, and the file that tells it to go on.</summary>
internal sealed class GuestProgram
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly Workbench bench;
    private readonly Keeper keeper;
    private readonly string folder;

    private GuestProgram(Workbench bench, GuestSource source, Keeper keeper, string folder)
    {
        this.bench = bench;
        this.keeper = keeper;
        this.folder = folder;
        Source = source;
        Pid = keeper.Pid;
    }

    public GuestSource Source { get; }

    /// <summary>The guest's pid; a restore at other pids changes it.</summary>
    public int Pid { get; set; }

    public string Folder => folder;

    public string Output => keeper.Output;

    /// <summary>Starts the guest and waits until it says that it is ready; skips the test when the guest says so.</summary>
    public static GuestProgram Start(Workbench bench, GuestSource source)
    {
        Assert.SkipWhen(source.NeedsRoot && !Needs.IsRoot, $"{source.Name} needs root");
        var folder = bench.MakeFolder($"guest-{bench.NextNumber()}");
        var keeper = bench.StartIn(folder, source.Name, CCompiler.Build(source.Name, source.Libraries), folder);
        var guest = new GuestProgram(bench, source, keeper, folder);
        guest.AwaitReady();
        return guest;
    }

    public void Go() => File.WriteAllText(Path.Combine(folder, "go"), "");

    /// <summary>Lets the guest go on and expects its verdict.</summary>
    public void ExpectPass()
    {
        Go();
        var ended = Patience.TryUntil(() => HasLine("pass") || HasLine("fail") || !IsAlive, Limit);
        // The last failures may still be on their way when the first is seen.
        if (!HasLine("pass"))
            Patience.TryUntil(() => !IsAlive, TimeSpan.FromSeconds(1));
        Assert.True(HasLine("pass") && !HasLine("fail"), $"{Source.Name}: {(ended ? IsAlive ? "" : "ended" : "hangs")}\n{Output}{keeper.Errors}{bench.Transcript}");
    }

    public bool IsAlive => ProcessTree.IsAlive(Pid);

    private void AwaitReady()
    {
        Patience.TryUntil(() => HasLine("ready") || HasLine("skip") || HasLine("fail") || keeper.ExitCode() is not null, Limit);
        if (HasLine("skip"))
            Assert.Skip(Output.Trim());
        Assert.True(HasLine("ready") && !HasLine("fail"), $"{Source.Name} did not get ready:\n{Output}{keeper.Errors}");
    }

    private bool HasLine(string word) =>
        Output.Split('\n').Any(line => line == word || line.StartsWith(word + ":", StringComparison.Ordinal));
}
