using System.Text.Encodings.Web;
using System.Text.Json;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Tools;

namespace Perdure.Scenarios.Report;

/// <summary>The raw numbers with everything that is needed to judge them, as bench/results/DATE-NAME.json.</summary>
internal static class ResultFile
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(RunOptions options, Machine machine, IReadOnlyCollection<string> versions, Results results)
    {
        var file = Repository.Path($"bench/results/{DateTime.UtcNow:yyyy-MM-dd}-{options.Name}.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            options.Name,
            Taken = DateTime.UtcNow,
            Commit = Shell.RunOr($"git -C '{Repository.Root}' describe --always --dirty --abbrev=12", "unknown"),
            Machine = machine,
            LoadAverageAfter = Shell.RunOr("cut -d' ' -f1-3 /proc/loadavg", "unknown"),
            Versions = versions,
            options.Rounds,
            options.Megabytes,
            options.Seed,
            results.Data,
            results.Series,
            results.Failures,
        }, Json) + "\n");
        return file;
    }
}
