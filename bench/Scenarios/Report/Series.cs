using System.Text.Json.Serialization;

namespace Perdure.Scenarios.Report;

/// <summary>All rounds of one figure of one tool.</summary>
internal sealed record Series(string Scenario, string Row, string Figure, string Unit, string Tool)
{
    [JsonPropertyOrder(1)]
    public List<double> Values { get; } = [];

    public double Median => MedianOf(Values);

    /// <summary>What was measured right after each other, in the same state of the machine, is compared: the median of the ratios. Where the tools had not the same number of rounds, the ratio of the medians; null if the peer's is 0.</summary>
    public double? RatioTo(Series peer)
    {
        if (peer.Values.Count == Values.Count && peer.Values.TrueForAll(value => value != 0))
            return MedianOf([.. Values.Zip(peer.Values, (own, other) => own / other)]);
        return peer.Median == 0 ? null : Median / peer.Median;
    }

    private static double MedianOf(List<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
