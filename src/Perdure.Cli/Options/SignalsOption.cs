using System.CommandLine;
using Perdure.Kernel;

namespace Perdure.Cli.Options;

/// <summary>--on-signal NAME, once or several times: signals to perdure that ask for a checkpoint.</summary>
internal sealed class SignalsOption : Option<int[]>
{
    // Those whose meaning is free: no kernel, terminal or runtime sends them on its own account, but for HUP, which says "take care of your state", and PWR, which says "the power fails".
    private static readonly (string Name, int Number)[] s_free =
        [("USR1", SignalNumber.SIGUSR1), ("USR2", SignalNumber.SIGUSR2), ("HUP", SignalNumber.SIGHUP), ("PWR", SignalNumber.SIGPWR)];

    internal SignalsOption()
        : base("--on-signal")
    {
        HelpName = string.Join('|', s_free.Select(signal => signal.Name));
        Description = "Take a checkpoint when perdure gets this signal, and do not pass it on; may be there several times.";
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
        CompletionSources.Add([.. s_free.Select(signal => signal.Name)]);
        CustomParser = result =>
        {
            var numbers = new List<int>();
            foreach (var token in result.Tokens)
            {
                if (Number(token.Value) is { } number)
                    numbers.Add(number);
                else
                    result.AddError(Refusal(token.Value));
            }

            return [.. numbers.Distinct()];
        };
    }

    internal static string NameOf(int number) => s_free.First(signal => signal.Number == number).Name;

    private static string Bare(string word) => word.StartsWith("SIG", StringComparison.OrdinalIgnoreCase) ? word[3..] : word;

    private static int? Number(string word) =>
        Array.Find(s_free, signal => signal.Name.Equals(Bare(word), StringComparison.OrdinalIgnoreCase)) is { Number: > 0 and var number } ? number : null;

    private static string Refusal(string word)
    {
        var why = Bare(word).ToUpperInvariant() switch
        {
            "KILL" or "STOP" => "nobody can receive that one",
            "TERM" or "INT" or "QUIT" => "that one asks the program to end; --before-exit takes a checkpoint first",
            "CHLD" or "CONT" or "TSTP" or "TTIN" or "TTOU" or "WINCH" => "perdure needs that one to stand for the program",
            _ => "that is none of the signals whose meaning is free",
        };
        return $"--on-signal takes {string.Join(", ", s_free.Select(signal => signal.Name))}, not '{word}': {why}";
    }
}
