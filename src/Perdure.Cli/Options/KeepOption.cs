using Perdure.Kernel;
using Perdure.Store.Retention;

namespace Perdure.Cli.Options;

/// <summary>--keep POLICY: which checkpoints of each name stay.</summary>
internal sealed class KeepOption() : ParsedOption<KeepPolicy>(
    "--keep",
    "POLICY",
    "What to keep of each name: last=10,hourly=24,daily=7,weekly=4,monthly=12, or any of these. Of each hour, day, week or month (UTC) the newest stays.",
    Read)
{
    private static KeepPolicy? Read(string word, Func<string, KeepPolicy?> refuse)
    {
        try
        {
            return KeepPolicy.Parse(word);
        }
        catch (PerdureException mistake)
        {
            return refuse($"--keep: {mistake.Message}; {mistake.Hint}");
        }
    }
}
