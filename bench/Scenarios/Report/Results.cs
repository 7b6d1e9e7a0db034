namespace Perdure.Scenarios.Report;

/// <summary>Everything that was measured, in the order in which it came.</summary>
internal sealed class Results
{
    public List<Series> Series { get; } = [];

    public List<Failure> Failures { get; } = [];

    /// <summary>Facts about the data and its compressibility, by scenario.</summary>
    public Dictionary<string, Dictionary<string, object>> Data { get; } = [];

    public void Add(string scenario, string row, string tool, Figure figure)
    {
        var key = new Series(scenario, row, figure.Name, figure.Unit, tool);
        var series = Find(scenario, row, figure.Name, tool);
        if (series is null)
            Series.Add(series = key);
        series.Values.Add(Math.Round(figure.Value, 4));
    }

    public Series? Find(string scenario, string row, string figure, string tool) => Series.FirstOrDefault(
        series => series.Scenario == scenario && series.Row == row && series.Figure == figure && series.Tool == tool);
}
