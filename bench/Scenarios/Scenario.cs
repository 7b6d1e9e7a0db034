using Perdure.Kernel;
using Perdure.Scenarios.Options;
using Perdure.Scenarios.Report;
using Perdure.Scenarios.Rows;

namespace Perdure.Scenarios;

/// <summary>
/// Runs the rows of one scenario. Within a row the contenders take turns, A B A B, so that whatever the machine does hits both.
/// </summary>
internal sealed class Scenario(string name, IReadOnlyList<Contender> contenders, RunOptions options, Results results)
{
    public void Run(IEnumerable<Row> rows)
    {
        foreach (var row in rows.Where(row => options.Wants(row.Name)))
            RunRow(row);
    }

    private void RunRow(Row row)
    {
        var able = contenders.Where(contender => Try(row, contender, () => { contender.Revive(); row.Prepare(contender); })).ToList();
        for (var round = 1 - options.Warmups; round <= options.Rounds; round++)
        {
            Console.Error.WriteLine($"{name} {row.Name}: {(round < 1 ? "warm-up" : $"round {round} of {options.Rounds}")}");
            able.RemoveAll(contender => !Try(row, contender, () => Measure(row, contender, counts: round >= 1)));
        }

        foreach (var contender in able)
            Try(row, contender, () => row.Finish(contender));
    }

    private void Measure(Row row, Contender contender, bool counts)
    {
        var figures = row.Measure(contender).ToList();
        foreach (var figure in counts ? figures : [])
            results.Add(name, row.Name, contender.Tool.Name, figure);
    }

    /// <summary>A tool that fails is out of this row, and says why; the others go on.</summary>
    private bool Try(Row row, Contender contender, Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception failure) when (failure is PerdureException or IOException or System.Net.Sockets.SocketException or AggregateException)
        {
            results.Failures.Add(new Failure(name, row.Name, contender.Tool.Name, failure.Message));
            Console.Error.WriteLine($"{name} {row.Name}: {contender.Tool.Name}: {failure.Message}");
            return false;
        }
    }
}
