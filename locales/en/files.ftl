error-file-too-large = The file is too large; up to { $limit } MiB are taken.
error-file-type-not-allowed = This type of file is not taken, or its content is not what its name says. Taken are: { $allowed }.
error-file-empty = The file is empty. Choose another one.
error-file-damaged = The file is damaged: it cannot be read to its end. Open it, save it again and send the new one.
error-image-too-large = The picture has too many pixels; up to { $megapixels } million are taken. Make it smaller and send it again.
error-file-not-yours = Only files that you handed in yourself can be attached. Send the file again.
error-file-not-in-backup = This file is not in the backup that the server was restored from. Whoever has it can send it again.
