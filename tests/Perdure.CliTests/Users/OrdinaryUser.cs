using System.Diagnostics;
using Perdure.CliTests.Harness;

namespace Perdure.CliTests.Users;

/// <summary>
/// The user nobody, with a home, a store and a folder of supervisors of its own, and a copy of the tool that it may run, wherever the repository lies. Output of its programs goes to files of its own:
/// a restore opens them again.
/// </summary>
internal sealed class OrdinaryUser
{
    private const int Id = 65534;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly Workbench bench;
    private readonly string binary;

    public OrdinaryUser(Workbench bench)
    {
        Needs.Root();
        this.bench = bench;
        File.SetUnixFileMode(bench.Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        Home = bench.MakeFolder("home");
        var folder = bench.MakeFolder("tool");
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(PerdureBinary.Path)!))
            if (!Path.GetFileName(file).StartsWith('.'))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        binary = Path.Combine(folder, Path.GetFileName(PerdureBinary.Path));
        Expect("chmod", "-R", "a+rX", folder);
        Expect("chown", $"{Id}:{Id}", Home);
        Capabilities = [];
    }

    public string Home { get; }

    /// <summary>What it may do beyond an ordinary user, as setpriv names it: such as checkpoint_restore.</summary>
    public string[] Capabilities { get; set; }

    /// <summary>A resource limit under which the tool runs, as prlimit(1) has it.</summary>
    public string? Limit { get; set; }

    /// <summary>Starts a program of the user's; its pid is that of the keeper's child.</summary>
    public Keeper Start(string name, params string[] command) => bench.StartIn(Home, name, [.. As([]), "sh", "-c", "log=$1; shift; exec \"$@\" </dev/null >$log 2>&1", "sh", $"{name}.log", .. command]);

    /// <summary>What such a program has written.</summary>
    public string LogOf(string name) => Path.Combine(Home, $"{name}.log") is var file && File.Exists(file) ? File.ReadAllText(file) : "";

    /// <summary>Runs the tool as the user.</summary>
    public CommandResult Perdure(params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var keeper = StartPerdure(arguments);
        var code = keeper.WaitForExit(Longest);
        var result = new CommandResult($"(as nobody) perdure {string.Join(' ', arguments)}", code ?? -1, keeper.Output, keeper.Errors, clock.Elapsed);
        Assert.True(code is not null, $"still running after {Longest.TotalSeconds} s:\n{result}");
        return result;
    }

    /// <summary>Starts the tool as the user, and does not wait.</summary>
    public Keeper StartPerdure(params string[] arguments) => bench.StartIn(Home, "perdure-of-user", [.. As(Capabilities), .. Limited(), binary, .. arguments]);

    /// <summary>Processes of the user that live in this test's home, whoever started them.</summary>
    public IReadOnlyList<int> Processes() =>
    [
        .. Procfs.Names("/proc")
            .Select(name => int.TryParse(name, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && ProcessTree.IsAlive(pid) && Procfs.Link($"/proc/{pid}/cwd") == Home && Procfs.Read($"/proc/{pid}/status").Contains($"\nUid:\t{Id}\t", StringComparison.Ordinal)),
    ];

    private string[] Limited() => Limit is null ? [] : [Needs.Program("prlimit"), Limit];

    private string[] As(string[] capabilities)
    {
        string[] rights = capabilities.Length == 0 ? [] : ["--inh-caps", Raised(capabilities), "--ambient-caps", Raised(capabilities)];
        return
        [
            Needs.Program("setpriv"), "--reuid", $"{Id}", "--regid", $"{Id}", "--clear-groups", .. rights,
            "env", "-i", "PATH=/usr/bin:/bin:/usr/sbin", $"HOME={Home}", $"PERDURE_STORE={Home}/store", $"PERDURE_RUN={Home}/run",
        ];
    }

    private static string Raised(string[] capabilities) => string.Join(',', capabilities.Select(one => $"+{one}"));

    private void Expect(params string[] command)
    {
        var keeper = bench.Start("prepare", command);
        Assert.True(keeper.WaitForExit(Longest) == 0, $"{string.Join(' ', command)}: {keeper.Errors}");
    }
}
