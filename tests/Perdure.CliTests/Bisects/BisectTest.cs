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

    /// <summary>Processes that a trial may leave behind: its own, and those of this test's folder that are not meant to be there.</summary>
    private protected static IReadOnlyList<int> TrialProcesses() =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var pid) ? pid : 0)
            .Where(pid => pid > 0 && IsOfTrial(pid)),
    ];

    private static bool IsOfTrial(int pid)
    {
        try
        {
            // Whoever lives in a room has its files: overlays that bear our name.
            return File.ReadAllText($"/proc/{pid}/mountinfo").Contains(" - overlay perdure ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
