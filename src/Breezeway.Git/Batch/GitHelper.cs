using Breezeway.Base.Files;
using Breezeway.Base.Processes;

namespace Breezeway.Git.Batch;

/// <summary>
/// A git process that stays and answers one request after the other. Started by the first request, started again when it has died
/// or was stopped. Thread-safe: one request at a time. It is out of reach of the terminal's Ctrl-C, and silent.
/// </summary>
sealed class GitHelper(Command command) : IDisposable
{
    readonly Command _command = command with
    {
        Input = Stdio.Pipe,
        Output = Stdio.Pipe,
        // Nobody would read a pipe, and warnings in number would fill it.
        Errors = Stdio.Null,
        NewSession = true,
        Environment = [("GIT_DIR", null), ("GIT_WORK_TREE", null), ("GIT_INDEX_FILE", null), ("GIT_PREFIX", null)],
    };
    readonly Lock _lock = new();
    Child? _child;
    HelperReader? _reader;

    /// <summary>
    /// Sends a request and reads its answer, all of it. Throws <see cref="GitFailed"/> when git ends instead, also after being started anew.
    /// The answer must come without git waiting for more input, or the request be short enough to be taken by a pipe (64 KiB).
    /// </summary>
    public T Ask<T>(ReadOnlySpan<byte> request, Func<HelperReader, T> answer)
    {
        lock (_lock)
        {
            while (true)
            {
                bool fresh = _child == null;
                _child ??= Child.Start(_command);
                _reader ??= new HelperReader(_child.Output!);
                try
                {
                    _child.Input!.Write(request);
                    return answer(_reader);
                }
                catch (Exception e) when (e is FileError or EndOfStreamException)
                {
                    StopNeedsLock();
                    // An old one may have been killed, or stumbled over what has been set right since.
                    if (fresh) throw Failure();
                }
                catch
                {
                    // Whatever is left of the answer would be taken for the next one.
                    StopNeedsLock();
                    throw;
                }
            }
        }
    }

    /// <summary>Runs it once more for the sake of its message.</summary>
    GitFailed Failure()
    {
        var result = Child.Run(_command with { Input = Stdio.Null, Errors = Stdio.Pipe });
        return new GitFailed(_command, result.ErrorText.Length > 0 ? result : result with { Errors = "it ended without an answer"u8.ToArray() });
    }

    /// <summary>Ends the process; the next request starts it again, with whatever has changed on disk.</summary>
    public void Rest()
    {
        lock (_lock) StopNeedsLock();
    }

    void StopNeedsLock()
    {
        _child?.Dispose();
        (_child, _reader) = (null, null);
    }

    public void Dispose() => Rest();
}
