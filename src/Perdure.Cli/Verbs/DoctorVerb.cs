using Perdure.Cli.Documents;
using Perdure.Cli.Output;
using Perdure.Kernel;
using Perdure.Kernel.Features;

namespace Perdure.Cli.Verbs;

/// <summary>perdure doctor.</summary>
internal sealed class DoctorVerb() : Verb("doctor", "Try which kernel features are there for this user, what each is for, and how to get the rest.")
{
    /// <inheritdoc/>
    protected override ExitCode Run(Request request)
    {
        var features = KernelFeatures.Probe();
        var works = features.All(feature => feature.State == FeatureState.Present || feature.Need != FeatureNeed.Required);
        request.Answer(new DoctorDocument(works, [.. features.Select(Probed)]), DocumentJson.Readable.DoctorDocument, Print);
        return works ? ExitCode.Ok : ExitCode.Unsupported;
    }

    private static ProbedFeature Probed(KernelFeature feature) => new(
        feature.Name,
        feature.State switch
        {
            FeatureState.Present => "present",
            FeatureState.NotPermitted => "not permitted",
            _ => "absent",
        },
        feature.Need switch
        {
            FeatureNeed.Required => "required",
            FeatureNeed.NeededFor => "needed",
            _ => "optional",
        },
        feature.For,
        feature.Detail,
        feature.Hint);

    private static void Print(DoctorDocument document)
    {
        var table = new TextTable("FEATURE", "STATE", "NEEDED", "FOR", "DETAIL");
        foreach (var feature in document.Features.OrderBy(feature => feature.Needed switch { "required" => 0, "needed" => 1, _ => 2 }))
            table.Add(feature.Name, feature.State, feature.Needed, feature.For, feature.Detail);
        table.Print();
        var missing = document.Features.Where(feature => feature.State != "present" && feature.Hint.Length > 0).ToList();
        if (missing.Count > 0)
            Console.Out.WriteLine("\nHow to get the rest:");
        foreach (var feature in missing)
            Console.Out.WriteLine($"  {feature.Name}: {SafeText.OneLine(feature.Hint)}");
        Console.Out.WriteLine();
        Console.Out.WriteLine(Verdict(document));
    }

    private static string Verdict(DoctorDocument document) => (document.Works, Environment.IsPrivilegedProcess) switch
    {
        (false, _) => "perdure can't work here: something required is missing.",
        (true, true) => "perdure works here, as root.",
        (true, false) => "perdure works here without root on programs of your own user; with what is listed above, or as root, on all.",
    };
}
