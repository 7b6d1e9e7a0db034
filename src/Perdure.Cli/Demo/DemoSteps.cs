using System.Diagnostics;
using Perdure.Cli.Documents;
using Perdure.Cli.Output;

namespace Perdure.Cli.Demo;

/// <summary>The steps of the demo as they are told: what was done, how long it took.</summary>
internal sealed class DemoSteps(bool silent, CancellationToken interrupted)
{
    private readonly List<DemoStep> _steps = [];

    internal IReadOnlyList<DemoStep> Done => _steps;

    /// <summary>Takes a step; it answers what is to be said of it.</summary>
    internal void Take(string what, Func<string> step)
    {
        interrupted.ThrowIfCancellationRequested();
        if (!silent)
            Console.Out.Write($"{_steps.Count + 1}. {what} ... ");
        var start = Stopwatch.GetTimestamp();
        var result = Try(step);
        var taken = Stopwatch.GetElapsedTime(start);
        _steps.Add(new DemoStep(what, result, (long)taken.TotalMicroseconds));
        if (!silent)
            Console.Out.WriteLine($"{result} ({Duration.Format(taken)})");
    }

    // The message of a failure begins a line of its own.
    private string Try(Func<string> step)
    {
        try
        {
            return step();
        }
        catch (Exception failure) when (failure is not OutputLostException)
        {
            if (!silent)
                Console.Out.WriteLine("failed");
            throw;
        }
    }
}
