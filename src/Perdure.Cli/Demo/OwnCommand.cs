using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Perdure.Kernel;
using Perdure.Kernel.Procfs;

namespace Perdure.Cli.Demo;

/// <summary>Runs verbs of perdure as a user would, with the demo's own store and folder of supervisors.</summary>
/// <param name="folder">The demo's folder.</param>
internal sealed class OwnCommand(string folder)
{
    /// <summary>Runs one, and reads its answer.</summary>
    internal TDocument Ask<TDocument>(JsonTypeInfo<TDocument> form, params ReadOnlySpan<string> words)
        where TDocument : class
    {
        var start = new ProcessStartInfo(OwnProgram.Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (IEnumerable<string>)[.. OwnProgram.Arguments(words).Skip(1), "--json"])
            start.ArgumentList.Add(word);
        start.Environment["PERDURE_STORE"] = Path.Combine(folder, "store");
        start.Environment["PERDURE_RUN"] = Path.Combine(folder, "run");
        using var process = Process.Start(start) ?? throw new PerdureException("cannot start perdure once more");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new PerdureException($"perdure {words[0]} failed: {errors.Result.Trim()}{output.Trim()}", exitCode: (ExitCode)process.ExitCode);
        return JsonSerializer.Deserialize(output, form) ?? throw new PerdureException($"perdure {words[0]} has answered nothing");
    }
}
