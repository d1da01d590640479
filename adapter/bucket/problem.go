package bucket

import (
	"context"
	"errors"

	"github.com/minio/minio-go/v7"

	"frontdesk"
)

// problem is what went wrong at the service, in our words; nil stays nil.
//
// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
func (p place) problem(err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var said minio.ErrorResponse
	errors.As(err, &said)
	switch said.Code {
	case "NoSuchKey", "NoSuchVersion":
		return frontdesk.Errorf(frontdesk.Gone, "the file is not in the bucket").WithCause(err)
	case "NoSuchBucket":
		return p.noBucket().WithCause(err)
	case "AccessDenied", "AllAccessDisabled", "AccountProblem":
		return frontdesk.Errorf(frontdesk.Denied, "the keys do not open the bucket %s", p.bucket).
			WithNext("allow them to list it, and to get, put and delete what is in it").WithCause(err)
	case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken":
		return frontdesk.Errorf(frontdesk.Denied, "the keys of the bucket %s are not right", p.bucket).
			WithNext("check the access key and the secret key").WithCause(err)
	}
	return frontdesk.Errorf(frontdesk.Unavailable, "the bucket %s cannot be reached", p.bucket).
		WithNext("try again later").WithCause(err)
}

func (p place) noBucket() *frontdesk.Error {
	return frontdesk.Errorf(frontdesk.NotFound, "there is no bucket %s at %s", p.bucket, p.endpoint).WithNext("make it first")
}

// noRoom is what went wrong with a temporary file.
func noRoom(err error) error {
	return frontdesk.Errorf(frontdesk.Unavailable, "a temporary file cannot be written").
		WithNext("see whether its disk is full").WithCause(err)
}
