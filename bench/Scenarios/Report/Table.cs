using System.Text;

namespace Perdure.Scenarios.Report;

/// <summary>The results as a Markdown table: medians side by side, their ratio, and the goal where there is one.</summary>
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
        var ratio = own is not null && peer is not null && peer.Median != 0 ? $"{own.Median / peer.Median:0.000}" : "";
        var verdict = goal is not null && own is not null ? goal.Verdict(own.Median, peer?.Median) : "";
        var what = $"{series.Scenario} | {series.Row} | {series.Figure} ({series.Unit})";
        return $"| {what} | {Cell(peer)} | {Cell(own)} | {ratio} | {goal?.Text} | {verdict} |";
    }

    private static string Cell(Series? series) => series is null ? "-" : $"{series.Median:0.0##}";
}
