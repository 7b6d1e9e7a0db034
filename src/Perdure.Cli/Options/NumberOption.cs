using System.Globalization;

namespace Perdure.Cli.Options;

/// <summary>An option whose value is a number of things, at least one.</summary>
internal sealed class NumberOption(string name, string description) : ParsedOption<int?>(
    name,
    "N",
    description,
    (word, refuse) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
        ? number
        : refuse($"{name} needs a number from 1 on, not '{word}'"));
