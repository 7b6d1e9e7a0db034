using System.CommandLine;
using System.Globalization;
using Perdure.Kernel;
using Perdure.Supervision;

namespace Perdure.Cli.Options;

/// <summary>PID: a running process, or a supervised program by its name.</summary>
internal sealed class TargetArgument : Argument<string>
{
    internal TargetArgument()
        : base("PID")
    {
        HelpName = Name;
        Description = "The process, or the name of a supervised program; its descendants come with it.";
        CompletionSources.Add(_ => PidArgument.Running());
    }

    /// <summary>The process that a word means.</summary>
    /// <param name="word">The word.</param>
    /// <param name="explain">What is known of a name that nobody supervises.</param>
    internal static Pid Find(string word, Func<string, PerdureException?> explain)
    {
        if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0)
            return new Pid(pid);
        return ControlClient.All().Where(program => program.Name == word).ToList() switch
        {
            [var one] => new Pid(one.Pid),
            [] => throw explain(word) ?? new PerdureException($"'{word}' is not a process id, and no supervised program is called so", "perdure ps lists supervised programs, ps(1) processes", ExitCode.Usage),
            var several => throw new PerdureException($"{several.Count} supervised programs are called {word}", $"use a pid: {string.Join(", ", several.Select(program => program.Pid))}", ExitCode.Usage),
        };
    }
}
