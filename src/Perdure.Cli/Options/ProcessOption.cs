using System.Globalization;
using Perdure.Kernel;

namespace Perdure.Cli.Options;

/// <summary>--pid P: a process of a checkpoint.</summary>
internal sealed class ProcessOption(string unlessGiven = "the first one") : ParsedOption<Pid?>(
    "--pid",
    "PID",
    $"Which process, by its id at the checkpoint [default: {unlessGiven}].",
    (word, refuse) => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && pid > 0 ? new Pid(pid) : refuse($"'{word}' is not a process id"));
