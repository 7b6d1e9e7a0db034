using System.Text.Json;
using Perdure.CliTests.Harness;
using Perdure.CliTests.Programs;

namespace Perdure.CliTests.Bisects;

/// <summary>Tests of `perdure bisect`: programs with a past, and what is to be left after a search: nothing.</summary>
public abstract class BisectTest : ProgramTest
{
    private protected static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Skips without root, which overlays need.</summary>
    protected BisectTest() => Needs.Root();

    private protected CommandResult Bisect(string name, string check, params IEnumerable<string> options) =>
        Bench.PerdureWithin(Limit, ["bisect", name, "--check", check, "--json", .. options]);

    /// <summary>A checkpoint of that name.</summary>
    private protected string Take(int pid, string name) => Bench.Checkpoint(pid, "--name", name).Expect(0).Text("id");

    private protected static string IdOf(CommandResult result, string property) => result.Json.GetProperty(property).GetProperty("id").GetString()!;

    private protected static IReadOnlyList<JsonElement> Trials(CommandResult result) => [.. result.Json.GetProperty("trials").EnumerateArray()];

    /// <summary>The verdict of each trial, by checkpoint.</summary>
    private protected static IReadOnlyDictionary<string, string> Verdicts(CommandResult result) =>
        Trials(result).ToDictionary(trial => trial.GetProperty("id").GetString()!, trial => trial.GetProperty("verdict").GetString()!);

    /// <summary>Processes of this test's trials: perdure itself, checks, restored programs.</summary>
    private protected IReadOnlyList<int> TrialProcesses() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsOurs(pid) && IsOfTrial(pid)),
    ];

    /// <summary>Tests run side by side; whatever belongs to this one has its folder in its environment or in its command line.</summary>
    private bool IsOurs(int pid) => Look($"/proc/{pid}/environ").Contains(Bench.Folder, StringComparison.Ordinal) || Look($"/proc/{pid}/cmdline").Contains(Bench.Folder, StringComparison.Ordinal);

    /// <summary>Whoever lives in a room has its files, overlays that bear our name; before that there is perdure, with a verb of its own.</summary>
    private static bool IsOfTrial(int pid) =>
        Look($"/proc/{pid}/mountinfo").Contains(" - overlay perdure ", StringComparison.Ordinal) || Look($"/proc/{pid}/cmdline").Contains("bisect-trial", StringComparison.Ordinal);

    private static string Look(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
