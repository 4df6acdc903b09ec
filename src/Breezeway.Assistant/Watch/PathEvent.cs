namespace Breezeway.Assistant.Watch;

/// <summary>What is known of a path. Whoever acts on it looks at the disk first: it may be older news by then.</summary>
public enum PathEventKind
{
    /// <summary>A file with its content: closed after writing, moved in, or found in a directory that appeared (then it may still be open).</summary>
    Written,
    /// <summary>A directory, symlink or special file; or a regular file that appeared without being closed (a hard link, or still open).</summary>
    Created,
    /// <summary>Deleted, or moved out of the tree; of a directory this says it of all that was below it.</summary>
    Deleted,
    /// <summary>Permissions, times, owner or extended attributes.</summary>
    Attributes,
    /// <summary>Anything may have changed at or below the path, deletions included: look at all of it. Watches are in place again.</summary>
    SubtreeUncertain,
    /// <summary>A directory that may not be read. What was known below it is still there for all we know.</summary>
    Unreadable,
    /// <summary>A directory for which there are no watches left; nothing is heard of it and all below it.</summary>
    Unwatched,
    /// <summary>A directory that holds a <c>.git</c>: another repository, or a submodule. It is left alone with all below it.</summary>
    NestedRepository,
    /// <summary>A file system mounted at the path was unmounted. What it held is not deleted.</summary>
    Unmounted,
    /// <summary>The top itself was unmounted, deleted or moved away. The last event; nothing was deleted for that.</summary>
    RootGone,
}

/// <summary>One thing heard of a path.</summary>
/// <param name="Path">Byte text, relative to the top, "a/b"; empty for the top itself.</param>
/// <param name="IsDirectory">It is (for <see cref="PathEventKind.Deleted"/>: was) a directory.</param>
public readonly record struct PathEvent(PathEventKind Kind, string Path, bool IsDirectory = false);

/// <summary>A rename with both ends in the tree. Everything below a directory went with it.</summary>
/// <param name="IsExchange">The two paths changed places.</param>
public readonly record struct PathMove(string From, string To, bool IsDirectory, bool IsExchange = false);

/// <summary>
/// What happened since the batch before. First apply <see cref="Moves"/> in order to what is known, then look at each path of
/// <see cref="Events"/>: those are named as they are after all the moves, and at most one per path and severity. So a moved file without an event
/// of its own is unchanged; but a target whose source is not known has to be looked at like a new file.
/// </summary>
public sealed record WatchBatch(IReadOnlyList<PathMove> Moves, IReadOnlyList<PathEvent> Events);
