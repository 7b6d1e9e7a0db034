using System.Text.Json.Serialization;

namespace Perdure.Scenarios.Report;

/// <summary>All rounds of one figure of one tool.</summary>
internal sealed record Series(string Scenario, string Row, string Figure, string Unit, string Tool)
{
    [JsonPropertyOrder(1)]
    public List<double> Values { get; } = [];

    public double Median
    {
        get
        {
            var sorted = Values.Order().ToList();
            var middle = sorted.Count / 2;
            return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        }
    }
}
