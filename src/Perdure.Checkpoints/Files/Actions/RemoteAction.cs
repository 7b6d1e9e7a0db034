namespace Perdure.Checkpoints.Files.Actions;

/// <summary>Something that only a restored process itself can do, after it has all of its descriptors. Ids are those of the checkpoint.</summary>
public abstract record RemoteAction;
