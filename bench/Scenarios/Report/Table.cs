using System.Text;

namespace Perdure.Scenarios.Report;

/// <summary>The results as a Markdown table: medians side by side, the median of the ratios of each round, and the goal where there is one.</summary>
internal static class Table
{
    public static string Render(Results results)
    {
        var text = new StringBuilder("| scenario | row | figure | peer | perdure | ratio | goal | |\n|---|---|---|--:|--:|--:|---|---|\n");
        foreach (var series in results.Series.DistinctBy(series => (series.Scenario, series.Row, series.Figure)))
            text.AppendLine(Line(results, series));
        foreach (var failure in results.Failures)
            text.AppendLine($"\n{failure.Tool}, {failure.Scenario} {failure.Row}: {failure.Reason}");
        return text.ToString();
    }

    private static string Line(Results results, Series series)
    {
        var peer = results.Find(series.Scenario, series.Row, series.Figure, "criu")
            ?? results.Find(series.Scenario, series.Row, series.Figure, "bare");
        var own = results.Find(series.Scenario, series.Row, series.Figure, "perdure");
        var goal = Goal.For(series);
        var ratio = own is not null && peer is not null ? own.RatioTo(peer) : null;
        var verdict = goal is not null && own is not null ? goal.Verdict(own.Median, ratio) : "";
        var what = $"{series.Scenario} | {series.Row} | {series.Figure} ({series.Unit})";
        return $"| {what} | {Cell(peer)} | {Cell(own)} | {(ratio is { } value ? $"{value:0.000}" : "")} | {goal?.Text} | {verdict} |";
    }

    private static string Cell(Series? series) => series is null ? "-" : $"{series.Median:0.0##}";
}
