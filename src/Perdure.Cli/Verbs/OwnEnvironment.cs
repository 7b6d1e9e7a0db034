using System.Collections;

namespace Perdure.Cli.Verbs;

/// <summary>Our environment, for programs that we start.</summary>
internal static class OwnEnvironment
{
    /// <summary>As NAME=VALUE.</summary>
    internal static IEnumerable<string> Words() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}");
}
