using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using Perdure.Kernel;

namespace Perdure.Cli.Options;

/// <summary>PID: a running process.</summary>
internal sealed class PidArgument : Argument<Pid>
{
    internal PidArgument()
        : base("PID")
    {
        HelpName = Name;
        Description = "The process; its descendants come with it.";
        CompletionSources.Add(_ => Running());
        CustomParser = result =>
        {
            var word = result.Tokens[0].Value;
            if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
                return new Pid(pid);
            result.AddError($"'{word}' is not a process id");
            return default;
        };
    }

    internal static IEnumerable<CompletionItem> Running() =>
        from folder in Directory.EnumerateDirectories("/proc")
        let pid = Path.GetFileName(folder)
        where pid.All(char.IsAsciiDigit) && IsUserProgram(folder)
        select new CompletionItem(pid, "Value");

    // A kernel thread has no executable, and what we may not look at we may not checkpoint either.
    private static bool IsUserProgram(string folder)
    {
        try
        {
            return File.ResolveLinkTarget(folder + "/exe", returnFinalTarget: false) is not null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
