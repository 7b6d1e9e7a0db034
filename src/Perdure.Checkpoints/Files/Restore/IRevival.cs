namespace Perdure.Checkpoints.Files.Restore;

/// <summary>Something that is built, and comes to life only when nothing can fail any more.</summary>
internal interface IRevival
{
    /// <summary>First step, for all of them before the second one.</summary>
    public void Wake();

    /// <summary>Second step.</summary>
    public void Finish();
}
